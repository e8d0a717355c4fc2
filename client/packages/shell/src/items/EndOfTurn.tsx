/** Where a turn ended. */
export function EndOfTurn() {
  return <hr className="turn-end" />;
}
