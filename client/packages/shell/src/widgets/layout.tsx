import type { widgets } from '@instar/protocol';
import { FormScope } from './FormScope.tsx';
import { Children, keyOf } from './NodeView.tsx';
import { boxClasses, classes, sizesOf } from './style.ts';
import { childrenOf, nodesIn } from './tree.ts';

type Boxes = widgets.Box | widgets.Row | widgets.Col | widgets.Form;

const directionOf = (node: Boxes): string =>
  node.type === 'Row' ? 'row' : node.type === 'Col' ? 'col' : (node.direction ?? 'col');

export function BoxView({ node }: { readonly node: widgets.Box | widgets.Row | widgets.Col }) {
  return (
    <div className={boxClasses(`w-box w-${directionOf(node)}`, node)} style={sizesOf(node)}>
      <Children of={node} />
    </div>
  );
}

export function FormView({ node }: { readonly node: widgets.Form }) {
  return (
    <FormScope
      // A form is told from another by what it asks for: its place may change.
      scopeKey={node.key ?? node.onSubmitAction ?? namesIn(node)}
      nodes={node.children ?? []}
      submitAction={node.onSubmitAction}
      className={boxClasses(`w-box w-form w-${directionOf(node)}`, node)}
      style={sizesOf(node)}
    >
      <Children of={node} />
    </FormScope>
  );
}

const namesIn = (node: widgets.Form): string =>
  [...nodesIn(node.children ?? [])].map((each) => ('name' in each ? each.name : '')).join('');

export function SpacerView({ node }: { readonly node: widgets.Spacer }) {
  const least = `${(node.minSize ?? 0) / 4}rem`;
  return <span className="w-spacer" style={{ minWidth: least, minHeight: least }} />;
}

export function DividerView({ node }: { readonly node: widgets.Divider }) {
  const { spacing = 0, size = 1, flush } = node;
  return (
    <hr
      className={classes('w-divider', { flush })}
      style={{ marginBlock: `${spacing / 4}rem`, borderTopWidth: `${size}px` }}
    />
  );
}

/** A node that is another one than before comes in softly. */
export function TransitionView({ node }: { readonly node: widgets.Transition }) {
  const [child] = childrenOf(node);
  if (!child) return null;
  return (
    <div key={keyOf(child) ?? child.type} className="w-transition">
      <Children of={node} />
    </div>
  );
}
