"use client";

interface Props {
  error: Error & { digest?: string };
  reset: () => void;
}

/** What is shown for an error that nothing else has caught. The server's log has it under the digest. */
export default function ErrorPage({ error, reset }: Props) {
  return (
    <>
      <h1>Something went wrong</h1>
      {error.digest && <p>The log has it as {error.digest}.</p>}
      <button type="button" onClick={reset}>
        Try again
      </button>
    </>
  );
}
