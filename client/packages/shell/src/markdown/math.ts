import type { TokenizerAndRendererExtension } from 'marked';

/** TeX between dollar signs. `display` stands on its own lines. */
export interface MathToken {
  type: 'math';
  raw: string;
  tex: string;
  display: boolean;
}

// No blank line inside, so that a stray `$$` never swallows the paragraphs after it.
const block = /^ {0,3}\$\$((?:[^$\n]|\$(?!\$)|\n(?![ \t]*(?:\n|$)))+?)\$\$[ \t]*(?:\n+|$)/;

// As pandoc has it: no space inside the dollars and no digit after, so that "$5 and $10" are prices.
const inline = /^(\$\$?)(?![\s$])((?:\\.|[^\\\n$])*?[^\s\\$])\1(?![\d$])/;

const token = (raw: string, tex: string, display: boolean): MathToken => ({
  type: 'math',
  raw,
  tex: tex.trim(),
  display,
});

export const blockMath: TokenizerAndRendererExtension = {
  name: 'math',
  level: 'block',
  start: (source) => source.match(/\n {0,3}\$\$/)?.index,
  tokenizer(source) {
    const match = block.exec(source);
    if (match?.[1]?.trim()) return token(match[0], match[1], true);
    return undefined;
  },
};

export const inlineMath: TokenizerAndRendererExtension = {
  name: 'math',
  level: 'inline',
  start: (source) => {
    const at = source.indexOf('$');
    return at < 0 ? undefined : at;
  },
  tokenizer(source) {
    const match = inline.exec(source);
    if (match?.[2]) return token(match[0], match[2], match[1] === '$$');
    return undefined;
  },
};
