import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Navigation } from "../components/navigation.tsx";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "[[ name | title ]]", template: "%s · [[ name | title ]]" },
};

export default function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <Navigation />
        <main>{children}</main>
      </body>
    </html>
  );
}
