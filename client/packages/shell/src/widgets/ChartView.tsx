import type { widgets } from '@instar/protocol';
import { type PointerEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { axisOf, type Plot, plot, type Shape } from './chart.ts';

const DEFAULT_WIDTH = 480;
const DEFAULT_RATIO = 2.4;
/** As narrow as a name below the axis may stand. */
const NAME_WIDTH = 56;

/** A chart: shapes for the eye, a table for who does not see them. */
export function ChartView({ node }: { readonly node: widgets.Chart }) {
  const { label = '', showLegend = true, showTooltip = true, series } = node;
  const [figure, width] = useWidth();
  const height = node.height ?? Math.max(120, width / (node.aspectRatio ?? DEFAULT_RATIO));
  const drawn = useMemo(() => plot(node, width, height), [node, width, height]);
  const [row, setRow] = useState<number>();

  const point = (event: PointerEvent) => {
    const at = event.clientX - event.currentTarget.getBoundingClientRect().left;
    setRow(nearest(drawn, at));
  };
  return (
    <figure ref={figure} className="w-chart">
      {label && <figcaption dir="auto">{label}</figcaption>}
      <div
        className="w-chart-plot"
        onPointerMove={showTooltip ? point : undefined}
        onPointerLeave={() => setRow(undefined)}
      >
        <svg width={width} height={height} aria-hidden="true">
          <Grid drawn={drawn} width={width} chart={node} />
          {drawn.shapes.map((shape, index) => (
            <ShapeView key={series[index]?.dataKey ?? index} shape={shape} />
          ))}
          <Names drawn={drawn} width={width} height={height} chart={node} />
          {row !== undefined && <Pointer x={drawn.categories[row]?.x ?? 0} height={height} />}
        </svg>
        {row !== undefined && <Tip drawn={drawn} row={row} width={width} />}
      </div>
      {showLegend && (series.length > 1 || series[0]?.label) && <Legend shapes={drawn.shapes} />}
      <Numbers drawn={drawn} label={label || 'Chart'} axis={axisOf(node).dataKey} />
    </figure>
  );
}

function useWidth() {
  const element = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(DEFAULT_WIDTH);
  useLayoutEffect(() => {
    const figure = element.current;
    if (!figure) return undefined;
    const measure = () => setWidth(Math.round(figure.clientWidth) || DEFAULT_WIDTH);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(figure);
    return () => observer.disconnect();
  }, []);
  return [element, width] as const;
}

function nearest({ categories }: Plot, at: number): number | undefined {
  const distances = categories.map(({ x }) => Math.abs(x - at));
  return categories.length > 0 ? distances.indexOf(Math.min(...distances)) : undefined;
}

interface PartProps {
  readonly drawn: Plot;
  readonly width: number;
  readonly chart: widgets.Chart;
}

function Grid({ drawn, width, chart }: PartProps) {
  return drawn.ticks.map(({ label, y }) => (
    <g key={label}>
      <line
        className={Math.abs(y - drawn.floor) < 0.5 ? 'w-chart-floor' : 'w-chart-grid'}
        x1={chart.showYAxis ? 44 : 0}
        x2={width}
        y1={y}
        y2={y}
      />
      {chart.showYAxis && (
        <text className="w-chart-text" x={36} y={y} textAnchor="end" dominantBaseline="middle">
          {label}
        </text>
      )}
    </g>
  ));
}

function ShapeView({ shape }: { readonly shape: Shape }) {
  const { color, path, fill, bars } = shape;
  return (
    <g className={`w-series-${color}`}>
      {fill && <path className="w-chart-area" d={fill} />}
      {path !== undefined && <path className="w-chart-line" d={path} />}
      {bars?.map((bar) => (
        <rect key={bar.x} className="w-chart-bar" rx={Math.min(3, bar.width / 4)} {...bar} />
      ))}
    </g>
  );
}

/** The names of the categories, as many as there is room for. */
function Names({ drawn, width, height, chart }: PartProps & { readonly height: number }) {
  const { categories } = drawn;
  if (axisOf(chart).hide) return null;
  const every = Math.ceil((categories.length * NAME_WIDTH) / Math.max(width, 1));
  return categories.map(({ label, x }, index) =>
    index % every === 0 ? (
      <text key={x} className="w-chart-text" x={x} y={height - 6} textAnchor="middle">
        {label.length > 12 ? `${label.slice(0, 11)}…` : label}
      </text>
    ) : null,
  );
}

const Pointer = ({ x, height }: { readonly x: number; readonly height: number }) => (
  <line className="w-chart-pointer" x1={x} x2={x} y1={4} y2={height - 24} />
);

function Tip({ drawn, row, width }: { drawn: Plot; row: number; width: number }) {
  const { label, x } = drawn.categories[row] ?? { label: '', x: 0 };
  const end = x > width / 2;
  return (
    <div
      className={`w-chart-tip ${end ? 'w-chart-tip-end' : ''}`}
      style={end ? { right: width - x + 12 } : { left: x + 12 }}
    >
      <strong dir="auto">{label}</strong>
      {drawn.shapes.map((shape) => (
        <span key={shape.label}>
          <i className={`w-dot w-series-${shape.color}`} />
          <span dir="auto">{shape.label}</span>
          <b className="tabular">{shape.values[row]}</b>
        </span>
      ))}
    </div>
  );
}

function Legend({ shapes }: { readonly shapes: readonly Shape[] }) {
  return (
    <ul className="w-chart-legend" aria-hidden="true">
      {shapes.map((shape) => (
        <li key={shape.label}>
          <i className={`w-dot w-series-${shape.color}`} />
          {shape.label}
        </li>
      ))}
    </ul>
  );
}

interface NumbersProps {
  readonly drawn: Plot;
  readonly label: string;
  readonly axis: string;
}

/** The chart for a screen reader. */
function Numbers({ drawn, label, axis }: NumbersProps) {
  return (
    <table className="visually-hidden">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">{axis}</th>
          {drawn.shapes.map((shape) => (
            <th key={shape.label} scope="col">
              {shape.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {drawn.categories.map(({ label: name, x }, row) => (
          <tr key={x}>
            <th scope="row">{name}</th>
            {drawn.shapes.map((shape) => (
              <td key={shape.label}>{shape.values[row]}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
