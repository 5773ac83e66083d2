import { z } from "zod";
import * as fields from "./fields.ts";

/** What is given for a note. */
export const noteInput = z.object({
  title: fields.string,
  body: fields.text.nullish(),
});
export type NoteInput = z.output<typeof noteInput>;

/** What is to change; all else stays. */
export const notePatch = noteInput.partial();
export type NotePatch = z.output<typeof notePatch>;

export interface Note {
  id: string;
  title: string;
  body: string | null;
  createdAt: string;
  updatedAt: string;
}
