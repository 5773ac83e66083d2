export * from "./setting.ts";
// jig:schema
