import {
  type ComponentType,
  Fragment,
  type ReactNode,
  Suspense,
  useMemo,
  useSyncExternalStore,
} from 'react';
import { useHost } from '../host.tsx';
import { useInterface } from '../interface.ts';
import { FaultBoundary } from './FaultBoundary.tsx';
import type { Slot, SlotProps } from './props.ts';
import type { Registered } from './slots.ts';

interface Props<Name extends Slot> {
  readonly name: Name;
  readonly props: SlotProps[Name];
  /** What stands around it when there is something in it. */
  readonly frame?: ComponentType<{ readonly children: ReactNode }>;
}

/** Draws a slot: what comes before, the replacement or the default in its wraps, what comes after. */
export function SlotView<Name extends Slot>(given: Props<Name>): ReactNode {
  const { name, props, frame: Frame = Fragment } = given;
  const drawing = useDrawing(name);
  if (!drawing) return null;
  const { before, wraps, replacement, after } = drawing;
  const draw = (each: Registered) => <Contributed key={each.key} registered={each} props={props} />;
  return (
    <Frame>
      {before.map(draw)}
      {replacement &&
        wraps.reduceRight(
          (inner, wrap) => (
            <Contributed key={wrap.key} registered={wrap} props={props}>
              {inner}
            </Contributed>
          ),
          draw(replacement),
        )}
      {after.map(draw)}
    </Frame>
  );
}

/** Whether there is something to draw in a slot. */
export function useIsFilled(name: Slot): boolean {
  return useDrawing(name) !== undefined;
}

interface Drawing {
  readonly before: readonly Registered[];
  readonly wraps: readonly Registered[];
  readonly replacement: Registered | undefined;
  readonly after: readonly Registered[];
}

/** What a slot shows; undefined when that is nothing [U9]. */
function useDrawing(name: Slot): Drawing | undefined {
  const { slots, threadId } = useHost();
  const all = useSyncExternalStore(slots.subscribe, () => slots.of(name));
  const visible = useInterface(threadId, (ui) => ui.visibility[name] !== false);
  const chosen = useInterface(threadId, (ui) => ui.slots[name]);
  return useMemo(() => (visible ? drawingOf(all, chosen) : undefined), [visible, all, chosen]);
}

function drawingOf(all: readonly Registered[], chosen: string | undefined): Drawing | undefined {
  const of = (mode: string) => all.filter(({ contribution }) => contribution.mode === mode);
  const replacements = of('replace');
  const first =
    replacements.find(({ contribution }) => contribution.id === chosen) ?? replacements[0];
  const replacement = first?.contribution.component === null ? undefined : first;
  const [before, after] = [of('before'), of('after')];
  if (!replacement && before.length + after.length === 0) return undefined;
  return { before, wraps: of('wrap'), replacement, after };
}

interface ContributedProps {
  readonly registered: Registered;
  readonly props: object;
  readonly children?: ReactNode;
}

/** One contribution. When it throws it is taken out, and the slot draws without it. */
function Contributed({ registered, props, children }: ContributedProps) {
  const { slots } = useHost();
  // Which props belong to which slot `register` has checked.
  const Component = registered.contribution.component as ComponentType<object>;
  return (
    <FaultBoundary onFault={(error) => slots.fail(registered, error)}>
      <Suspense>
        <Component {...props}>{children}</Component>
      </Suspense>
    </FaultBoundary>
  );
}
