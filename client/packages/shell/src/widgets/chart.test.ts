// @vitest-environment node
import type { widgets } from '@instar/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plot } from './chart.ts';

const chart = (fields: Partial<widgets.Chart>): widgets.Chart => ({
  type: 'Chart',
  data: [],
  series: [{ type: 'bar', dataKey: 'a' }],
  xAxis: 'day',
  ...fields,
});

test('bars of one stack stand on each other, those below zero hang on each other', () => {
  const series = ['a', 'b', 'c'].map((dataKey) => ({ type: 'bar' as const, dataKey, stack: 's' }));
  const { shapes, floor } = plot(chart({ data: [{ a: 2, b: 3, c: -1 }], series }), 300, 200);
  const [a, b, c] = shapes.map(({ bars }) => bars?.[0]);
  expect(a?.y).toBeCloseTo(floor - (a?.height ?? 0));
  expect(b?.y).toBeCloseTo((a?.y ?? 0) - (b?.height ?? 0));
  expect(c?.y).toBeCloseTo(floor);
  expect((b?.height ?? 0) / (a?.height ?? 1)).toBeCloseTo(1.5);
});

test('a row without a number is a gap', () => {
  const data = [{ a: 1 }, { a: null }, { a: 'many' }, { a: 2 }];
  expect(plot(chart({ data }), 300, 200).shapes[0]?.bars).toHaveLength(2);
  const line = chart({ data, series: [{ type: 'line', dataKey: 'a' }] });
  expect(plot(line, 300, 200).shapes[0]?.path?.match(/M/g)).toHaveLength(2);
});

test('whatever the numbers, all of it lies in the drawing', () => {
  const value = fc.oneof(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), fc.constant(null));
  const rows = fc.array(fc.record({ a: value, b: value }), { maxLength: 20 });
  fc.assert(
    fc.property(rows, fc.boolean(), (data, stack) => {
      const series = ['a', 'b'].map((dataKey) => ({
        type: 'bar' as const,
        dataKey,
        stack: stack ? 's' : null,
      }));
      const { shapes } = plot(chart({ data, series }), 300, 200);
      for (const bar of shapes.flatMap(({ bars = [] }) => bars)) {
        expect(bar.x).toBeGreaterThanOrEqual(0);
        expect(bar.x + bar.width).toBeLessThanOrEqual(300);
        expect(bar.y).toBeGreaterThanOrEqual(-1e-6);
        expect(bar.y + bar.height).toBeLessThanOrEqual(200);
      }
    }),
  );
});
