export * from "./note.ts";
// jig:schema
