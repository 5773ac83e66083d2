/** What the tool is called, and what it is for. */
export const NAME = "{{ name | kebab }}";
export const DESCRIPTION = "{{ title }}";
export const VERSION = "0.1.0";

/** What the variables of the environment begin with. */
export const PREFIX = NAME.toUpperCase().replaceAll("-", "_");
