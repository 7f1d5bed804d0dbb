/** PLACEHOLDER */
package nl.keukentafel.web;
