import katex from 'katex';

/** Draws `tex` into `target` as DOM nodes. False, and nothing drawn, when `tex` can not be read. */
export function drawMath(tex: string, display: boolean, target: HTMLElement): boolean {
  try {
    // KaTeX's own error display sets a style attribute, which the page's policy forbids.
    katex.render(tex, target, {
      displayMode: display,
      output: 'mathml',
      throwOnError: true,
      strict: 'ignore',
      trust: false,
      maxExpand: 500,
      maxSize: 20,
    });
    return true;
  } catch {
    target.replaceChildren();
    return false;
  }
}
