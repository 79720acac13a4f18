"""Colombia's departments (DIVIPOLA names) and its capital district."""

from __future__ import annotations

DEPARTMENTS = (
    "Amazonas", "Antioquia", "Arauca", "Atlántico", "Bogotá, D. C.", "Bolívar", "Boyacá",
    "Caldas", "Caquetá", "Casanare", "Cauca", "Cesar", "Chocó", "Córdoba", "Cundinamarca",
    "Guainía", "Guaviare", "Huila", "La Guajira", "Magdalena", "Meta", "Nariño",
    "Norte de Santander", "Putumayo", "Quindío", "Risaralda",
    "San Andrés, Providencia y Santa Catalina", "Santander", "Sucre", "Tolima",
    "Valle del Cauca", "Vaupés", "Vichada",
)  # fmt: skip
