/** An image, opened: the plain tar of its root directory and what boots it. */
export interface OpenImage {
  readonly tar: Buffer;
  readonly bootCommand: readonly [string, ...string[]];
}

/**
 * Remembers the images used last, up to a number of bytes, so that the second instance of an image need not fetch
 * and decrypt it again. Concurrent requests for one image share one load; a failed load is not remembered.
 */
export function createImageCache(
  longestBytes: number,
): (imageId: string, load: () => Promise<OpenImage>) => Promise<OpenImage> {
  const images = new Map<string, Promise<OpenImage>>();
  const sizes = new Map<string, number>();
  const evict = () => {
    let total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
    for (const [imageId, size] of [...sizes]) {
      if (total <= longestBytes) return;
      total -= size;
      sizes.delete(imageId);
      images.delete(imageId);
    }
  };
  const loadAnew = async (imageId: string, load: () => Promise<OpenImage>) => {
    try {
      const image = await load();
      sizes.set(imageId, image.tar.length);
      evict();
      return image;
    } catch (error) {
      images.delete(imageId);
      throw error;
    }
  };
  return (imageId, load) => {
    const image = images.get(imageId) ?? loadAnew(imageId, load);
    images.delete(imageId); // the one used last goes to the end
    images.set(imageId, image);
    return image;
  };
}
