/** What a page has beside its scripts. */
export const withoutScripts = (page: string): string =>
  page.replace(/<noscript>.*\n<script [^>]*>[\w+/=]*<\/script>\n<script>.*<\/script>\n/s, '');
