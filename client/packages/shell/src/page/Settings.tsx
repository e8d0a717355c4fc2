import { SlotView } from '@instar/react';
import type { ReactNode } from 'react';
import { Dialog } from './Dialog.tsx';
import { settingsShown } from './settings.ts';

const close = () => settingsShown.set(false);

/** What a person can set, as far as somebody contributes it. */
export function Settings() {
  return <SlotView name="settings" props={{ onClose: close }} frame={SettingsFrame} />;
}

function SettingsFrame({ children }: { readonly children: ReactNode }) {
  return (
    <Dialog title="Settings" onClose={close}>
      {children}
    </Dialog>
  );
}
