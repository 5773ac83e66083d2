import { Router } from "express";
import { noteRoutes } from "./note.ts";

/** All of the API, below /api. */
export const routes = Router();
routes.use("/notes", noteRoutes);
// jig:routes
