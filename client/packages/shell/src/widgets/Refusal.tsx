import { useFormScope } from './formContext.ts';
import { useRunning } from './running.ts';

/** Why the action `of` a control was refused, beside the control; unless a field of its form says it. */
export function Refusal({ of }: { readonly of: string | null | undefined }) {
  const { actionId, error } = useRunning();
  const scope = useFormScope();
  if (!error || actionId !== of) return null;
  if (scope && Object.keys(scope.form.faults).length > 0) return null;
  return (
    <p className="form-fault w-refusal" role="alert">
      {error.message}
    </p>
  );
}
