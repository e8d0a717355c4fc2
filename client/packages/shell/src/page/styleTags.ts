/**
 * React Aria adds a style tag unless an element with this id is there. The page's policy allows no
 * style tag, and `controls.css` has the rule.
 */
export function keepStyleTagsOut(): void {
  if (document.getElementById(STAND)) return;
  const stand = document.createElement('meta');
  stand.id = STAND;
  document.head.append(stand);
}

const STAND = 'react-aria-pressable-style';
