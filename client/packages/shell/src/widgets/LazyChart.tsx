import type { widgets } from '@instar/protocol';
import { Suspense } from 'react';
import { lazily } from '../page/lazily.ts';

const ChartView = lazily(() => import('./ChartView.tsx').then((module) => module.ChartView));

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
