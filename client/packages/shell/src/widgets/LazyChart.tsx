import type { widgets } from '@instar/protocol';
import { lazy, Suspense } from 'react';

const ChartView = lazy(() =>
  import('./ChartView.tsx').then((module) => ({ default: module.ChartView })),
);

/** A chart; what draws it is loaded when the first one is seen. Its place is kept meanwhile. */
export function LazyChart({ node }: { readonly node: widgets.Chart }) {
  const { height, aspectRatio } = node;
  const room = height ? { height: `${height / 16}rem` } : { aspectRatio: aspectRatio ?? 2.4 };
  return (
    <Suspense fallback={<div className="w-chart-room skeleton" style={room} />}>
      <ChartView node={node} />
    </Suspense>
  );
}
