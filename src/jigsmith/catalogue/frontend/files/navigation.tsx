import Link from "next/link";

const LINKS = [
  { href: "/", label: "Home" },
[% if web_folder %]
  { href: "/notes", label: "Notes" },
[% endif %]
  { href: "/status", label: "Status" },
];

export function Navigation() {
  return (
    <nav>
      {LINKS.map(({ href, label }) => (
        <Link key={href} href={href} prefetch={false}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
