package nl.keukentafel.policy;

import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What an asker may read: a bit for each class, made into a class only when it is looked at. */
final class ReadableClasses extends AbstractSet<DossierClass> {
  private static final Category[] CATEGORIES = Category.values();
  private static final Herkomst[] SOURCES = Herkomst.values();
  private static final BitSet NONE = new BitSet();

  private final Map<Controller, BitSet> bits = new LinkedHashMap<>();

  static BitSet bits(Set<Category> categories, Set<Herkomst> sources) {
    BitSet bits = new BitSet();
    for (Category category : categories) {
      for (Herkomst source : sources) {
        bits.set(bit(category, source));
      }
    }
    return bits;
  }

  static BitSet bits(Set<Category> categories) {
    BitSet bits = new BitSet();
    for (Category category : categories) {
      bits.set(bit(category, SOURCES[0]), bit(category, SOURCES[0]) + SOURCES.length);
    }
    return bits;
  }

  void put(Controller controller, BitSet classes) {
    bits.put(controller, classes);
  }

  @Override
  public int size() {
    return bits.values().stream().mapToInt(BitSet::cardinality).sum();
  }

  @Override
  public boolean contains(Object other) {
    return other instanceof DossierClass what
        && bits.getOrDefault(what.controller(), NONE).get(bit(what.category(), what.herkomst()));
  }

  @Override
  public Iterator<DossierClass> iterator() {
    List<DossierClass> classes = new ArrayList<>();
    bits.forEach(
        (controller, set) -> set.stream().forEach(bit -> classes.add(at(controller, bit))));
    return classes.iterator();
  }

  private static DossierClass at(Controller controller, int bit) {
    return new DossierClass(
        controller, CATEGORIES[bit / SOURCES.length], SOURCES[bit % SOURCES.length]);
  }

  private static int bit(Category category, Herkomst source) {
    return category.ordinal() * SOURCES.length + source.ordinal();
  }
}
