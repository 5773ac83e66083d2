import Link from "next/link";

export default function HomePage() {
  return (
    <>
      <h1>[[ name | title ]]</h1>
      <p>
        It runs. <Link href="/notes">Notes</Link> is an example that goes from the database to this page.
      </p>
    </>
  );
}
