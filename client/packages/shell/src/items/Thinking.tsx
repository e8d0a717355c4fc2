/** An answer is on its way and has no words yet. */
export function Thinking() {
  return (
    <div className="thinking">
      <span className="thinking-dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className="visually-hidden">Instar is preparing an answer</span>
    </div>
  );
}
