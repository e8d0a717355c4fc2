import type { widgets } from '@instar/protocol';
import { AnswerText } from '../items/AnswerText.tsx';
import { useFormScope } from './formContext.ts';
import { classes } from './style.ts';

type Written = widgets.Title | widgets.Text | widgets.Caption | widgets.Label;

const written = (base: string, node: Written) => ({
  className: classes(base, {
    size: node.size ?? 'md',
    color: node.color,
    weight: node.weight,
    text: node.textAlign,
    truncate: node.truncate,
    clamp: Boolean(node.maxLines),
  }),
  style: node.maxLines ? { WebkitLineClamp: node.maxLines } : undefined,
  dir: 'auto',
});

export function TitleView({ node }: { readonly node: widgets.Title }) {
  return <h3 {...written('w-title', node)}>{node.value}</h3>;
}

export function TextView({ node }: { readonly node: widgets.Text }) {
  const { className, ...rest } = written('w-text', node);
  const { italic, lineThrough, streaming } = node;
  return (
    <p
      className={classes(className, { italic, through: lineThrough, streaming })}
      aria-busy={streaming}
      {...rest}
    >
      {node.value}
    </p>
  );
}

export function CaptionView({ node }: { readonly node: widgets.Caption }) {
  return <p {...written('w-caption', node)}>{node.value}</p>;
}

export function MarkdownView({ node }: { readonly node: widgets.Markdown }) {
  const { value, streaming = false } = node;
  return (
    <div className={classes('w-markdown', { streaming })} aria-busy={streaming}>
      <AnswerText text={value} streaming={streaming} />
    </div>
  );
}

export function LabelView({ node }: { readonly node: widgets.Label }) {
  const scope = useFormScope();
  return (
    <label {...written('w-label', node)} htmlFor={scope?.idOf(node.fieldName)}>
      {node.value}
    </label>
  );
}

export function BadgeView({ node }: { readonly node: widgets.Badge }) {
  const { color = 'secondary', variant = 'soft', size = 'md', pill = true } = node;
  return (
    <span className={classes('w-badge', { tone: color, look: variant, size, pill })} dir="auto">
      {node.label}
    </span>
  );
}
