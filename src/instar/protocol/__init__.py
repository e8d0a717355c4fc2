"""The wire: messages, items and errors, as msgspec models. The one source of the JSON Schema,
the TypeScript types and the validators. Imports nothing of Instar's."""
