package nl.keukentafel.identity;

/** The letters of a SMART v2 scope: create, read, update, delete, search. */
public enum Interaction {
  CREATE('c'),
  READ('r'),
  UPDATE('u'),
  DELETE('d'),
  SEARCH('s');

  final char letter;

  Interaction(char letter) {
    this.letter = letter;
  }
}
