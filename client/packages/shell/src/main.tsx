import { createClient } from '@instar/core';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { loadMarkdown } from './items/AnswerText.tsx';
import { startTheme } from './page/theme.ts';
import './styles/index.css';

startTheme();
const client = createClient();
if (location.pathname !== '/login') client.connect();

const root = document.querySelector('#root');
if (!root) throw new Error('The page has no #root');
createRoot(root).render(
  <StrictMode>
    <App client={client} />
  </StrictMode>,
);

void loadMarkdown();
