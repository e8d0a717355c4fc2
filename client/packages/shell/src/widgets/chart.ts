import type { widgets } from '@instar/protocol';
import { type ScaleLinear, scaleBand, scaleLinear } from 'd3-scale';
import {
  area,
  type CurveFactory,
  curveLinear,
  curveMonotoneX,
  curveNatural,
  curveStep,
  line,
} from 'd3-shape';

/** Where the numbers of a chart lie in a drawing of some size. */
export interface Plot {
  readonly categories: readonly { readonly label: string; readonly x: number }[];
  readonly ticks: readonly { readonly label: string; readonly y: number }[];
  readonly shapes: readonly Shape[];
  readonly floor: number;
}

export interface Shape {
  readonly label: string;
  readonly color: string;
  /** The value of each row, as a person reads it. */
  readonly values: readonly string[];
  /** An outline, filled or not, or a bar for each row. */
  readonly path?: string;
  readonly fill?: string;
  readonly bars?: readonly Bar[];
}

interface Bar {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** From and to, in values; undefined where a row has no number. */
type Span = readonly [number, number] | undefined;

const COLORS = ['green', 'blue', 'orange', 'purple', 'yellow', 'pink', 'red'] as const;

const CURVES: Readonly<Record<string, CurveFactory>> = {
  linear: curveLinear,
  monotone: curveMonotoneX,
  natural: curveNatural,
  step: curveStep,
};

/** Room above for the highest label, below for the names of the categories. */
const ABOVE = 8;

export function plot(chart: widgets.Chart, width: number, height: number): Plot {
  const { data, series } = chart;
  const axis = axisOf(chart);
  const floor = height - (axis.hide ? 4 : 24);
  const left = chart.showYAxis ? 44 : 0;
  const spans = stacked(series, data);
  const y = scaleLinear().domain(rangeOf(spans)).nice(4).range([floor, ABOVE]);
  const x = scaleBand<number>()
    .domain(data.map((_, index) => index))
    .range([left, width])
    .paddingInner(0.28)
    .paddingOuter(0.14);
  const middles = data.map((_, index) => (x(index) ?? 0) + x.bandwidth() / 2);
  const groups = barGroups(series);

  return {
    floor: y(0),
    categories: data.map((row, index) => {
      const name = String(row[axis.dataKey] ?? '');
      return { label: axis.labels?.[name] ?? name, x: middles[index] ?? 0 };
    }),
    ticks: y.ticks(4).map((value) => ({ label: short(value), y: y(value) })),
    shapes: series.map((one, index) => {
      const span = spans[index] ?? [];
      const shape = {
        label: one.label || one.dataKey,
        color: one.color ?? COLORS[index % COLORS.length] ?? 'green',
        values: data.map((row) => inFull(numberOf(row[one.dataKey]))),
      };
      if (one.type !== 'bar') return Object.assign(shape, outline(one, span, middles, y));
      const place = groups.indexOf(groupOf(one, index));
      const broad = Math.min(x.bandwidth() / groups.length, 56);
      const from = (broad * groups.length) / -2 + broad * place;
      return Object.assign(shape, { bars: barsOf(span, middles, from, broad, y) });
    }),
  };
}

export const axisOf = ({ xAxis }: widgets.Chart): widgets.XAxis =>
  typeof xAxis === 'string' ? { dataKey: xAxis } : xAxis;

const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;

const short = (value: number): string =>
  value.toLocaleString(undefined, { notation: 'compact', maximumFractionDigits: 2 });

const inFull = (value: number | undefined): string => value?.toLocaleString() ?? '–';

/** Each series as spans of values: those of one stack begin where the one before ends. */
function stacked(series: widgets.Chart['series'], data: widgets.Chart['data']): Span[][] {
  const ends = new Map<string, number>();
  return series.map((one) =>
    data.map((row, index) => {
      const value = numberOf(row[one.dataKey]);
      if (value === undefined) return undefined;
      if (one.type === 'line' || !one.stack) return [0, value];
      // What is below zero stands on its own side.
      const pile = `${one.type} ${one.stack} ${index} ${value < 0}`;
      const from = ends.get(pile) ?? 0;
      ends.set(pile, from + value);
      return [from, from + value];
    }),
  );
}

function rangeOf(spans: readonly Span[][]): [number, number] {
  const values = spans.flat().flatMap((span) => span ?? []);
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  // What is next to nothing has no scale.
  return high - low < 1e-100 ? [0, 1] : [low, high];
}

const groupOf = (one: widgets.Chart['series'][number], index: number): string =>
  one.type === 'bar' && one.stack ? `stack ${one.stack}` : `series ${index}`;

/** Bars that stand side by side in a category. */
const barGroups = (series: widgets.Chart['series']): string[] => [
  ...new Set(series.flatMap((one, index) => (one.type === 'bar' ? groupOf(one, index) : []))),
];

function barsOf(
  spans: readonly Span[],
  middles: readonly number[],
  from: number,
  broad: number,
  y: ScaleLinear<number, number>,
): Bar[] {
  return spans.flatMap((span, index) => {
    if (!span) return [];
    const [one, other] = [y(span[0]), y(span[1])];
    const top = Math.min(one, other);
    const gap = Math.min(2, broad / 6);
    return {
      x: (middles[index] ?? 0) + from + gap / 2,
      y: top,
      width: broad - gap,
      height: Math.abs(one - other),
    };
  });
}

function outline(
  series: widgets.LineSeries | widgets.AreaSeries,
  spans: readonly Span[],
  middles: readonly number[],
  y: ScaleLinear<number, number>,
): Pick<Shape, 'path' | 'fill'> {
  const curve = CURVES[series.curveType ?? 'monotone'] ?? curveMonotoneX;
  const points = [...spans];
  const x = (_: Span, index: number) => middles[index] ?? 0;
  const path = line<Span>(x, (span) => y(span?.[1] ?? 0))
    .defined(Boolean)
    .curve(curve)(points);
  if (series.type === 'line') return { path: path ?? '' };
  const fill = area<Span>(
    x,
    (span) => y(span?.[0] ?? 0),
    (span) => y(span?.[1] ?? 0),
  )
    .defined(Boolean)
    .curve(curve)(points);
  return { path: path ?? '', fill: fill ?? '' };
}
