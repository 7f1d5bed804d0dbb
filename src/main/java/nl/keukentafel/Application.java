package nl.keukentafel;

class Application {}
