import type { Hole} from '../model/json.js';
import { isList, isObject, type JsonPrimitive, type JsonValue } from '../model/json.js';
import type { ScalarStyle, SequenceSyntax, SyntaxNode } from '../source/syntax.js';
import type { DraftNode, EntryDraft, ItemDraft } from './draft.js';
import type { Layout } from './layout.js';
import { formatScalar } from './scalar.js';

/** How a flow collection is written, as read off the one that new text goes into. */
export interface FlowStyle {
  /** Keys and strings in double quotes. */
  readonly json: boolean;
  /** No blanks behind colons and commas. */
  readonly minified: boolean;
  /** Set where each element has a line of its own: the white space of one level. */
  readonly unit?: string;
}

/** The text of what was moved; undefined where it has to be written anew. */
export interface MovedText {
  /** Of an entry, its lines shifted to a column. */
  block(entry: EntryDraft, column: number): string | undefined;
  /** Of an entry's value, to stand in a flow collection on a line that starts with `lead`. */
  flow(entry: EntryDraft, lead: string): string | undefined;
}

/**
 * Writes new YAML in the manner of the document around it. Texts of block values are lines joined
 * by the document's line break, each but the first indented to its column.
 */
export class Formatter {
  constructor(
    private readonly layout: Layout,
    private readonly movedText: MovedText,
  ) {}

  /** `key: value`, the key at `column`, comments of its own above; `like` is the value of the same key nearby. */
  blockEntry(entry: EntryDraft, column: number, like?: SyntaxNode): string {
    const moved = entry.origin && this.movedText.block(entry, column);
    const text = moved ?? this.key(entry.key) + ':' + this.blockValue(asNew(entry), column, quotesOf(like), like);
    return this.withComments(entry.comments, text, column);
  }

  /** `- value`, the dash at `column`, in the manner of its neighbour and with the quotes that its list has. */
  blockItem(item: ItemDraft, column: number, like?: SyntaxNode, quotes?: ScalarStyle): string {
    return this.withComments(item.comments, '-' + this.itemValue(item.value, column, quotes, like), column);
  }

  /** What follows a dash at `column`, the blank included. */
  itemValue(node: DraftNode | undefined, column: number, replaces?: ScalarStyle, like?: SyntaxNode): string {
    const value = view(node);
    if (value === undefined) return '';
    if (value.type === 'scalar' || isInline(value)) return ' ' + this.inline(value, replaces);
    if (value.type === 'map' && like?.type === 'map' && like.flow) {
      return ' ' + this.flowValue(node, { json: like.entries[0]?.keyStyle === 'double', minified: false }, '');
    }
    return ' ' + this.blockElements(value, column + 2, like);
  }

  /** What follows the colon of a key at `column`, the blank or line break included. */
  blockValue(node: DraftNode | undefined, column: number, replaces?: ScalarStyle, like?: SyntaxNode): string {
    const value = view(node);
    if (value === undefined) return '';
    if (value.type === 'scalar' || isInline(value)) return ' ' + this.inline(value, replaces);
    if (value.type === 'sequence' && isShortList(like)) return ' ' + this.flowValue(node, { json: false, minified: false }, '', quotesInList(like));
    const inner = value.type === 'sequence' && this.layout.flushSequences ? column : column + this.layout.indentStep;
    return this.layout.eol + ' '.repeat(inner) + this.blockElements(value, inner, like);
  }

  /** A value inside a flow collection; `lead` is the white space its line starts with. */
  flowValue(node: DraftNode | undefined, style: FlowStyle, lead: string, replaces?: ScalarStyle): string {
    const value = view(node);
    if (value === undefined) return 'null';
    if (value.type === 'scalar') return this.flowScalar(value.value, style, replaces);
    const [open, close] = value.type === 'map' ? ['{', '}'] : ['[', ']'];
    if (value.elements.length === 0) return open + close;
    const inner = style.unit === undefined ? lead : lead + style.unit;
    const elements = value.elements.map((element) =>
      'key' in element ? this.flowEntry(element, style, inner) : this.flowValue(element.value, style, inner, replaces),
    );
    if (style.unit === undefined) return open + elements.join(style.minified ? ',' : ', ') + close;
    const newline = this.layout.eol + inner;
    return open + newline + elements.join(',' + newline) + this.layout.eol + lead + close;
  }

  flowEntry(entry: EntryDraft, style: FlowStyle, lead: string): string {
    const key = this.key(entry.key, style.json ? 'double' : undefined);
    const value = (entry.origin && this.movedText.flow(entry, lead)) ?? this.flowValue(asNew(entry), style, lead);
    return key + (style.minified ? ':' : ': ') + value;
  }

  /** A key, in the style of the one it replaces. */
  key(key: string, replaces?: ScalarStyle): string {
    return formatScalar(key, { quote: this.layout.quote, replaces, flow: true });
  }

  /** Whether a value fits behind its colon or dash. */
  isInline(node: DraftNode | undefined): boolean {
    const value = view(node);
    return value === undefined || isInline(value);
  }

  private flowScalar(value: JsonPrimitive | Hole, style: FlowStyle, replaces: ScalarStyle | undefined): string {
    return formatScalar(value, { quote: this.layout.quote, replaces: style.json ? 'double' : replaces, flow: true });
  }

  private inline(value: View, replaces?: ScalarStyle): string {
    if (value.type === 'scalar') return formatScalar(value.value, { quote: this.layout.quote, replaces });
    return value.type === 'map' ? '{}' : '[]';
  }

  private blockElements(value: MapView | SequenceView, column: number, like?: SyntaxNode): string {
    const items = like?.type === 'sequence' ? like : undefined;
    const entries = like?.type === 'map' ? like.entries : [];
    const lines = value.elements.map((element) =>
      'key' in element
        ? this.blockEntry(element, column, entries.find(({ key }) => key === element.key)?.value)
        : this.blockItem(element, column, items?.items[0]?.value, items && quotesInList(items)),
    );
    return lines.join(this.layout.eol + ' '.repeat(column));
  }

  private withComments(comments: readonly string[], text: string, column: number): string {
    return [...comments, text].join(this.layout.eol + ' '.repeat(column));
  }
}

/** The quotes that all texts of a list have; undefined where one has none or others. */
export function quotesInList({ items }: SequenceSyntax): ScalarStyle | undefined {
  const styles = new Set(items.map(({ value }) => quotesOf(value)));
  return styles.size === 1 ? [...styles][0] : undefined;
}

function quotesOf(node: SyntaxNode | undefined): ScalarStyle | undefined {
  return node?.type === 'scalar' && (node.style === 'single' || node.style === 'double') ? node.style : undefined;
}

/** A list of scalars between brackets. */
function isShortList(node: SyntaxNode | undefined): node is SequenceSyntax {
  return node?.type === 'sequence' && node.flow && node.items.length > 0 && node.items.every(({ value }) => value?.type === 'scalar');
}

/** The value of an entry; that of a moved one whose text cannot be taken along is written anew. */
function asNew(entry: EntryDraft): DraftNode | undefined {
  return entry.origin && entry.value?.type !== 'new' ? { type: 'new', value: entry.origin.value } : entry.value;
}

interface ScalarView {
  readonly type: 'scalar';
  readonly value: JsonPrimitive | Hole;
}
interface MapView {
  readonly type: 'map';
  readonly elements: readonly EntryDraft[];
}
interface SequenceView {
  readonly type: 'sequence';
  readonly elements: readonly ItemDraft[];
}
type View = ScalarView | MapView | SequenceView;

function view(node: DraftNode | undefined): View | undefined {
  if (node === undefined) return undefined;
  if (node.type === 'new') return viewOf(node.value);
  if (node.type === 'source') throw new Error('A value that is written already is not formatted anew');
  return node.type === 'map' ? { type: 'map', elements: node.elements } : { type: 'sequence', elements: node.elements };
}

function viewOf(value: JsonValue): View {
  if (isList(value)) return { type: 'sequence', elements: value.map((item) => ({ value: { type: 'new', value: item }, comments: [] })) };
  if (isObject(value)) {
    return {
      type: 'map',
      elements: Object.entries(value).map(([key, child]) => ({ key, value: { type: 'new', value: child }, comments: [] })),
    };
  }
  return { type: 'scalar', value };
}

function isInline(value: View): boolean {
  return value.type === 'scalar' || value.elements.length === 0;
}
