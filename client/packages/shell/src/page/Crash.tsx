import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { Mark } from './Mark.tsx';

/** Shows what is left when a part of the page breaks. Nothing that was sent is lost. */
export class Crash extends Component<{ readonly children: ReactNode }, { error?: Error }> {
  override state: { error?: Error } = {};

  static getDerivedStateFromError(error: unknown): { error: Error } {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <main className="card-page">
        <div className="card" role="alert">
          <Mark size={40} />
          <h1>The page stopped working</h1>
          <p>What you sent is safe on the server, and what was not sent yet is kept here.</p>
          <Button look="primary" onClick={() => location.reload()}>
            Load the page again
          </Button>
          <details>
            <summary>What happened</summary>
            <pre>{error.message}</pre>
          </details>
        </div>
      </main>
    );
  }
}
