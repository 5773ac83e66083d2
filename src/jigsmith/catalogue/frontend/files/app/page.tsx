import { Greeting } from "../components/greeting.tsx";

export default function HomePage() {
  return (
    <>
      <h1>[[ name | title ]]</h1>
      <Greeting />
    </>
  );
}
