/** The sign of Instar: a new hexagon that leaves its old shell. */
export function Mark({ size = 24 }: { readonly size?: number }) {
  return (
    <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        className="mark-shell"
        d="M13.2 4.6 4.7 9.5v13L16 29l11.3-6.5v-7"
        fill="none"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path className="mark-body" d="M19.5 3.2l7.4 4.3v8.5l-7.4 4.3-7.4-4.3V7.5z" />
      <path className="mark-seam" d="M12.9 10.2l6.6 3.8 6.6-3.8" fill="none" strokeWidth="1.4" />
    </svg>
  );
}
