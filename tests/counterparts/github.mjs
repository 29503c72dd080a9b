// SPDX-FileCopyrightText: 2026 The Ouvrage authors
// SPDX-License-Identifier: Apache-2.0

// `node github.mjs FOLDER OWNER COUNT`: starts the GitHub simulator whose npm package is in FOLDER, with one
// organisation of COUNT repositories, on a free port of loopback, which it prints. It ends with its standard input.

import { createServer } from "node:net";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [folder, login, count] = process.argv.slice(2);
const { simulation } = await import(pathToFileURL(resolve(folder, "dist/index.mjs")).href);
const repositories = Array.from({ length: Number(count) }, (_, number) => ({ owner: login, name: `depot-${number}` }));
const app = simulation({
  initialState: { users: [], organizations: [{ login }], repositories, branches: [], blobs: [] },
  extend: {
    // Left alone, it answers with the example of GitHub's description: another organisation, of 102 repositories.
    openapiHandlers: (simulated) => ({
      "orgs/get": (context, _request, response) => {
        const all = simulated.selectors.allGithubOrganizations(simulated.store.getState());
        const found = all.find((one) => one.login === context.request.params.org);
        if (!found) return response.status(404).json({ message: "Not Found" });
        return response.status(200).json({ ...found, repositories: undefined, public_repos: found.repositories.length });
      },
    }),
  },
});
const probe = createServer().listen(0, "127.0.0.1", () => {
  const { port } = probe.address();
  probe.close(async () => {
    await app.listen(port);
    console.log(port);
  });
});
process.stdin.on("end", () => process.exit(0)).resume();
