package nl.keukentafel.server;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.keukentafel.access.Gate;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;

/**
 * Takes out of HAPI's wiring what this server does not use, before it costs start-up time: the DAOs
 * of other resource types, and every stock resource provider (the REST surface is our own).
 */
class TypesInUse implements BeanDefinitionRegistryPostProcessor {
  private static final Pattern GENERATED = Pattern.compile("my([A-Z]\\w+)(Dao|Rp)R4");

  /** HAPI's own services ask for the DAOs of these, though nothing is stored in them. */
  private static final Set<String> ASKED_FOR_BY_HAPI =
      Set.of(
          "SearchParameter", "ValueSet", "CodeSystem", "ConceptMap", "StructureDefinition", "Task");

  private final Gate gate = Gate.load();

  @Override
  public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
    for (String name : registry.getBeanDefinitionNames()) {
      Matcher generated = GENERATED.matcher(name);
      if (generated.matches()
          && !generated.group(1).equals("System")
          && !(generated.group(2).equals("Dao") && inUse(generated.group(1)))) {
        registry.removeBeanDefinition(name);
      }
    }
  }

  private boolean inUse(String type) {
    return ASKED_FOR_BY_HAPI.contains(type) || gate.opening(type).isPresent();
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {}
}
