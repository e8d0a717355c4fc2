import type { widgets } from '@instar/protocol';
import { Children, keyOf } from './NodeView.tsx';
import { classes } from './style.ts';

type Value = string | number | boolean | null | undefined;

/** A table of plain values, or of cells that hold nodes. It scrolls on its own when it is wide. */
export function TableView({ node }: { readonly node: widgets.Table }) {
  const { columns = [], rows = [], children = [], label } = node;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="w-table" role="region" aria-label={label || 'Table'} tabIndex={0}>
      <table>
        {columns.length > 0 && <Columns columns={columns} />}
        <tbody>
          {rows.map((row, index) => (
            // oxlint-disable-next-line react/no-array-index-key -- rows have no names
            <tr key={index}>
              {columns.map(({ key, align }) => (
                <td key={key} className={classes('', { text: align })}>
                  {inWords(row[key])}
                </td>
              ))}
            </tr>
          ))}
          {children.map((row, index) => (
            <RowView key={keyOf(row) ?? index} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Columns({ columns }: { readonly columns: readonly widgets.Column[] }) {
  return (
    <thead>
      <tr>
        {columns.map(({ key, label, align }) => (
          <th key={key} scope="col" className={classes('', { text: align })} dir="auto">
            {label ?? key}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function RowView({ row }: { readonly row: widgets.TableRow }) {
  const Cell = row.header ? 'th' : 'td';
  return (
    <tr>
      {row.children?.map((cell, index) => (
        <Cell
          key={keyOf(cell) ?? index}
          scope={row.header ? 'col' : undefined}
          colSpan={cell.colSpan}
          className={classes('', { text: cell.align })}
        >
          <Children of={cell} />
        </Cell>
      ))}
    </tr>
  );
}

/** A plain value as a person reads it. */
export function inWords(value: Value): string {
  if (typeof value === 'number') return value.toLocaleString();
  if (typeof value === 'boolean') return value ? 'Yes' : 'No';
  return value ?? '–';
}
