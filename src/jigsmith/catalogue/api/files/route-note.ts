import { Router } from "express";
import * as notes from "../data/note.ts";
import { notFound } from "../http/errors.ts";
import { id, page } from "../models/fields.ts";
import { noteInput, notePatch } from "../models/note.ts";

export const noteRoutes = Router();

noteRoutes.get("/", async (request, response) => {
  response.json(await notes.list(page.parse(request.query)));
});

noteRoutes.post("/", async (request, response) => {
  const created = await notes.create(noteInput.parse(request.body));
  response.status(201).location(`${request.baseUrl}/${created.id}`).json(created);
});

noteRoutes.get("/:id", async (request, response) => {
  const found = await notes.find(id.parse(request.params.id));
  if (!found) throw notFound("note");
  response.json(found);
});

noteRoutes.patch("/:id", async (request, response) => {
  const patch = notePatch.parse(request.body);
  const changed = await notes.update(id.parse(request.params.id), patch);
  if (!changed) throw notFound("note");
  response.json(changed);
});

noteRoutes.delete("/:id", async (request, response) => {
  const removed = await notes.remove(id.parse(request.params.id));
  if (!removed) throw notFound("note");
  response.status(204).end();
});
