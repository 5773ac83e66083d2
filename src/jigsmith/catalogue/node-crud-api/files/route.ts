import { Router } from "express";
import * as [[ name | plural | camel ]] from "../data/[[ name | kebab ]].ts";
import { notFound } from "../http/errors.ts";
import { id, page } from "../models/fields.ts";
import { [[ name | camel ]]Input, [[ name | camel ]]Patch } from "../models/[[ name | kebab ]].ts";

export const [[ name | camel ]]Routes = Router();

[[ name | camel ]]Routes.get("/", async (request, response) => {
  response.json(await [[ name | plural | camel ]].list(page.parse(request.query)));
});

[[ name | camel ]]Routes.post("/", async (request, response) => {
  const created = await [[ name | plural | camel ]].create([[ name | camel ]]Input.parse(request.body));
  response.status(201).location(`${request.baseUrl}/${created.id}`).json(created);
});

[[ name | camel ]]Routes.get("/:id", async (request, response) => {
  const found = await [[ name | plural | camel ]].find(id.parse(request.params.id));
  if (!found) throw notFound("[[ name | words ]]");
  response.json(found);
});

[[ name | camel ]]Routes.patch("/:id", async (request, response) => {
  const patch = [[ name | camel ]]Patch.parse(request.body);
  const changed = await [[ name | plural | camel ]].update(id.parse(request.params.id), patch);
  if (!changed) throw notFound("[[ name | words ]]");
  response.json(changed);
});

[[ name | camel ]]Routes.delete("/:id", async (request, response) => {
  const removed = await [[ name | plural | camel ]].remove(id.parse(request.params.id));
  if (!removed) throw notFound("[[ name | words ]]");
  response.status(204).end();
});
