package nl.keukentafel.policy;

/**
 * One article of the law, or a part of it, as a rule.
 *
 * @param id stable over the versions of the law; a code of CodeSystem {@code grondslag}
 * @param number the row of the rulebook's table that it carries out; 0 for the default
 * @param version the file that holds its text, e.g. {@code wmo2015/2026-01-01}
 * @param law how the law is cited, e.g. {@code Wmo 2015}
 * @param article article, paragraph and part within the law
 * @param source the paragraphs ({@code rn}) of the legal analysis it rests on
 * @param question its label
 * @param sentence its explanation to a citizen
 */
public record Rule(
    String id,
    int number,
    String version,
    String law,
    String article,
    String link,
    String source,
    String question,
    String sentence,
    Verdict effect,
    Scope scope) {

  /** {@code Wmo 2015, artikel 5.2.1 lid 2 onder a}. */
  public String citation() {
    return law + ", artikel " + article;
  }
}
