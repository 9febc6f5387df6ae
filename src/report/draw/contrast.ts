/** A colour's channels, 0 to 1, proportional to light. `hex` is `#rrggbb`. */
const linear = (hex: string): number[] =>
  [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));

const hexOf = (channels: readonly number[]): string =>
  `#${channels
    .map((c) => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055))
    .map((c) =>
      Math.round(255 * Math.min(1, Math.max(0, c)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;

const WEIGHTS = [0.2126, 0.7152, 0.0722];
const luminanceOf = (channels: readonly number[]): number => channels.reduce((sum, c, i) => sum + c * WEIGHTS[i], 0);

/** Relative luminance as WCAG 2 defines it, 0 to 1. */
export const luminance = (hex: string): number => luminanceOf(linear(hex));

/** Contrast of two colours as WCAG 2 defines it, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

/** Luminances between these stand out from white and from near-black paper (luminance 0.0085) by 3.15 to 1 at least. */
const DARKEST = 0.135;
const LIGHTEST = 0.283;

/** The colour, or what is nearest to it in its hue, as an outline or a line: it stands out from white paper and from dark paper by 3 to 1. */
export function edgeOf(hex: string): string {
  const channels = linear(hex);
  const own = luminanceOf(channels);
  if (own > LIGHTEST) return hexOf(channels.map((c) => (c * (LIGHTEST - 0.06)) / own));
  if (own < DARKEST) return hexOf(channels.map((c) => c + ((1 - c) * (DARKEST + 0.015 - own)) / (1 - own)));
  return hex;
}
