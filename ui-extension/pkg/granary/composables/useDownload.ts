// Copyright the Granary authors. SPDX-License-Identifier: Apache-2.0
import { useAction } from './useAction';

/** Gives a file to the browser to be saved. */
export function useDownload() {
  const { busy, problem, run } = useAction();

  const download = (make: () => Promise<Blob>, name: string): Promise<boolean> => run(async() => {
    const address = URL.createObjectURL(await make());
    const link = document.createElement('a');

    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  });

  return { busy, problem, download };
}
