import { ButtonView } from './ButtonView.tsx';
import { FieldNode } from './FieldNode.tsx';
import { IconView } from './IconView.tsx';
import { ImageView } from './ImageView.tsx';
import { LazyChart } from './LazyChart.tsx';
import { BoxView, DividerView, FormView, SpacerView, TransitionView } from './layout.tsx';
import type { Views } from './NodeView.tsx';
import { BasicView, CardView, ListViewView } from './roots.tsx';
import { TableView } from './TableView.tsx';
import { BadgeView, CaptionView, LabelView, MarkdownView, TextView, TitleView } from './text.tsx';

/** What this page can draw, by the name of the node. */
export const VIEWS: Views = {
  Basic: BasicView,
  Badge: BadgeView,
  Box: BoxView,
  Button: ButtonView,
  Caption: CaptionView,
  Card: CardView,
  Chart: LazyChart,
  Checkbox: FieldNode,
  Col: BoxView,
  DatePicker: FieldNode,
  Divider: DividerView,
  Form: FormView,
  Icon: IconView,
  Image: ImageView,
  Input: FieldNode,
  Label: LabelView,
  ListView: ListViewView,
  Markdown: MarkdownView,
  RadioGroup: FieldNode,
  Row: BoxView,
  Select: FieldNode,
  Spacer: SpacerView,
  Table: TableView,
  Text: TextView,
  Textarea: FieldNode,
  Title: TitleView,
  Transition: TransitionView,
};
