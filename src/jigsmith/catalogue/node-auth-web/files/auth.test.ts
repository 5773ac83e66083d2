import { afterAll, describe, expect, it } from "vitest";
import { authenticate, register } from "../src/auth/accounts.ts";
import { userOf } from "../src/auth/session.ts";
import { issueToken } from "../src/auth/tokens.ts";
import { disconnect } from "../src/db/client.ts";
import { credentials } from "../src/models/user.ts";

const ada = { email: "ada@example.org", password: "correct horse battery" };
const whoHas = (cookie: string) => userOf(new Headers({ cookie }));
afterAll(() => disconnect());

describe("accounts", () => {
  it("are made once for each address, and entered with the right password alone", async () => {
    const user = await register(ada);
    expect(user).toMatchObject({ email: ada.email });
    expect(await register(ada)).toBeNull();
    expect(await authenticate(ada)).toEqual(user);
    expect(await authenticate({ ...ada, password: "wrong horse battery" })).toBeNull();
    expect(await authenticate({ ...ada, email: "nobody@example.org" })).toBeNull();
  });

  it("need a real address and a long password", () => {
    expect(credentials.parse({ ...ada, email: " ADA@example.org" })).toEqual(ada);
    const wrong = credentials.safeParse({ email: "ada", password: "short" });
    expect(wrong.error?.issues.map((issue) => issue.path[0])).toEqual(["email", "password"]);
  });
});

describe("a session", () => {
  it("says who it is", async () => {
    const user = await register({ ...ada, email: "grace@example.org" });
    const token = await issueToken(user?.id ?? "", 60);
    expect(await whoHas(`theme=dark; session=${token}`)).toEqual(user);
  });

  it("is nobody's when it was not given by us, or its user is gone", async () => {
    const gone = await issueToken("00000000-0000-4000-8000-000000000000", 60);
    for (const cookie of ["", "session=", "session=none", `session=${gone}`]) {
      expect(await whoHas(cookie)).toBeNull();
    }
  });
});
