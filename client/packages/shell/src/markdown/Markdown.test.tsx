import { cleanup, render, screen } from '@testing-library/react';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Markdown } from './Markdown.tsx';

afterEach(cleanup);

const draw = (text: string): HTMLElement => render(<Markdown text={text} />).container;

/** Everything by which a text could run code or reach another host. */
const VECTORS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)>',
  '<iframe src="https://evil.example"></iframe>',
  '<style>*{background:url(https://evil.example)}</style>',
  '<a href="javascript:alert(1)">x</a>',
  '<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>',
  'text <b onclick=alert(1)>bold</b> text',
  '[x](javascript:alert(1))',
  '[x](JaVaScRiPt:alert(1))',
  '[x](javascript&#58;alert(1))',
  '[x](java\tscript:alert(1))',
  '[x](data:text/html,<script>alert(1)</script>)',
  '[x](vbscript:x)',
  '[x](file:///etc/passwd)',
  '[x](//evil.example)',
  '[x]: javascript:alert(1)\n\n[x]',
  '<javascript:alert(1)>',
  '![x](https://evil.example/pixel.png)',
  '![x](javascript:alert(1))',
  '![x](data:image/svg+xml,<svg onload=alert(1)>)',
  '$\\href{javascript:alert(1)}{x}$',
  '```html\n<script>alert(1)</script>\n```',
  '| <img src=x onerror=alert(1)> | b |\n| - | - |\n| <script>x</script> | d |',
];

/** Elements that load or run something, handlers, and addresses that are not allowed. */
function harms(container: HTMLElement): string[] {
  const banned = 'script, style, img, svg:not(.icon), iframe, object, embed, base, link, form';
  const handlers = [...container.querySelectorAll('*')].filter((element) =>
    [...element.attributes].some(({ name }) => /^(?:on|src|style$)/.test(name)),
  );
  const links = [...container.querySelectorAll('a')].filter(
    ({ protocol, rel, target }) =>
      !/^(?:https?|mailto):$/.test(protocol) || !rel.includes('noopener') || target !== '_blank',
  );
  const found = [...container.querySelectorAll(banned), ...handlers, ...links];
  return found.map((element) => element.outerHTML);
}

describe('Markdown', () => {
  it.each(VECTORS)('shows %j as text', (vector) => {
    expect(harms(draw(vector))).toEqual([]);
  });

  it('lets nothing through, however the pieces are put together', () => {
    const piece = fc.constantFrom(...VECTORS, '\n', '\n\n', '> ', '- ', '**', '`', '](', '[', '<');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(harms(draw(pieces.join('')))).toEqual([]);
        cleanup();
      }),
      { numRuns: 200 },
    );
  });

  it('shows raw HTML as it was written', () => {
    expect(draw('<b>not bold</b>').textContent).toBe('<b>not bold</b>');
  });

  it('breaks a line at <br>, which models write in tables', () => {
    expect(draw('one<br>two').querySelectorAll('br')).toHaveLength(1);
  });

  it('makes a picture of another host a link', () => {
    draw('![a wing](https://pictures.example/wing.png)');
    expect(screen.getByRole('link', { name: 'a wing' })).toHaveProperty(
      'href',
      'https://pictures.example/wing.png',
    );
  });

  it('resolves character references', () => {
    expect(draw('a &lt; b &amp;&nbsp;c &#169; &unknown;').textContent).toBe(
      'a < b &\u00A0c © &unknown;',
    );
  });

  it('keeps headings below those of the page', () => {
    draw('# First\n\n###### Last');
    expect(screen.getByRole('heading', { name: 'First', level: 3 })).toBeTruthy();
    expect(screen.getByRole('heading', { name: 'Last', level: 6 })).toBeTruthy();
  });

  it('draws tables, task lists and code with their names', () => {
    draw('| a | b |\n| - | -: |\n| 1 | 2 |\n\n- [x] done\n\n```py\nx = 1\n```');
    expect(screen.getAllByRole('cell').map((cell) => cell.textContent)).toEqual(['1', '2']);
    expect(screen.getByRole('checkbox')).toHaveProperty('checked', true);
    expect(screen.getByLabelText('Code, py').textContent).toBe('x = 1');
    expect(screen.getByRole('button', { name: 'Copy code' })).toBeTruthy();
  });

  it('shows the source of math until it is drawn, and prices as prices', () => {
    expect(draw('$x^2$').querySelector('.math code')?.textContent).toBe('x^2');
    cleanup();
    expect(draw('from $5 to $10 each').querySelector('.math')).toBeNull();
  });

  it('does not draw a finished block again while the text grows', () => {
    const { container, rerender } = render(<Markdown text={'one\n\ntwo\n\n- a'} streaming />);
    const first = container.querySelector('p');
    rerender(<Markdown text={'one\n\ntwo\n\n- a\n- b\n\nend'} streaming />);
    expect(container.querySelector('p')).toBe(first);
    expect(container.querySelectorAll('li')).toHaveLength(2);
  });
});
