const octet = /^(?:0|[1-9]\d{0,2})$/;
const hextet = /^[0-9a-f]{1,4}$/i;

/** An IPv4 address in four decimal numbers without leading zeros: `net.ParseIP` of Go 1.17 and later. */
export function isIpv4(text: string): boolean {
  const parts = text.split('.');
  return parts.length === 4 && parts.every((part) => octet.test(part) && Number(part) <= 255);
}

/** An IPv6 address without a zone (RFC 4291, section 2.2): `net.ParseIP` of Go. */
export function isIpv6(text: string): boolean {
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const parts = halves.map((half) => (half === '' ? [] : half.split(':')));
  const all = parts.flat();
  // The last 32 bits may be written as an IPv4 address, which stands for two groups.
  const last = parts.at(-1)?.at(-1);
  const dotted = last !== undefined && isIpv4(last);
  if (!(dotted ? all.slice(0, -1) : all).every((part) => hextet.test(part))) return false;
  const groups = all.length + (dotted ? 1 : 0);
  return halves.length === 2 ? groups <= 7 : groups === 8;
}

/** An address and the length of its prefix, such as `10.0.0.0/8`: `net.ParseCIDR` of Go. */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', ...more] = text.split('/');
  if (more.length > 0 || !octet.test(prefix)) return false;
  return (isIpv4(address) && Number(prefix) <= 32) || (isIpv6(address) && Number(prefix) <= 128);
}
