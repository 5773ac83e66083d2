import type { Metadata } from "next";

export const metadata: Metadata = { title: "[[ title ]]" };

export default function [[ name | pascal ]]Page() {
  return <h1>[[ title ]]</h1>;
}
