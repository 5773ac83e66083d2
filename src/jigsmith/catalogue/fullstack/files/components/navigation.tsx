import Link from "next/link";

const LINKS = [
  { href: "/", label: "Home" },
  { href: "/notes", label: "Notes" },
];

export function Navigation() {
  return (
    <nav>
      {LINKS.map(({ href, label }) => (
        <Link key={href} href={href}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
