"""Departments of Colombia (DIVIPOLA, DANE) with their main cities, for the delivery form."""

from __future__ import annotations

CITIES: dict[str, tuple[str, ...]] = {
    "Amazonas": ("Leticia",),
    "Antioquia": ("Medellín", "Bello", "Envigado", "Itagüí", "Rionegro"),
    "Arauca": ("Arauca",),
    "Atlántico": ("Barranquilla", "Soledad"),
    "Bogotá, D. C.": ("Bogotá",),
    "Bolívar": ("Cartagena", "Magangué"),
    "Boyacá": ("Tunja", "Duitama", "Sogamoso", "Villa de Leyva"),
    "Caldas": ("Manizales",),
    "Caquetá": ("Florencia",),
    "Casanare": ("Yopal",),
    "Cauca": ("Popayán",),
    "Cesar": ("Valledupar",),
    "Chocó": ("Quibdó",),
    "Córdoba": ("Montería",),
    "Cundinamarca": ("Soacha", "Chía", "Zipaquirá", "Girardot", "Fusagasugá"),
    "Guainía": ("Inírida",),
    "Guaviare": ("San José del Guaviare",),
    "Huila": ("Neiva", "Pitalito"),
    "La Guajira": ("Riohacha", "Maicao"),
    "Magdalena": ("Santa Marta",),
    "Meta": ("Villavicencio",),
    "Nariño": ("Pasto", "Ipiales", "Tumaco"),
    "Norte de Santander": ("Cúcuta", "Ocaña"),
    "Putumayo": ("Mocoa",),
    "Quindío": ("Armenia",),
    "Risaralda": ("Pereira", "Dosquebradas"),
    "San Andrés y Providencia": ("San Andrés",),
    "Santander": ("Bucaramanga", "Floridablanca", "Barrancabermeja"),
    "Sucre": ("Sincelejo",),
    "Tolima": ("Ibagué",),
    "Valle del Cauca": ("Cali", "Palmira", "Buenaventura", "Tuluá"),
    "Vaupés": ("Mitú",),
    "Vichada": ("Puerto Carreño",),
}

DEPARTMENTS = tuple(CITIES)
MAIN_CITIES = tuple(sorted({city for cities in CITIES.values() for city in cities}))
