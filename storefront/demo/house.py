"""What the demo sells of clay, for the kitchen and for the house."""

from __future__ import annotations

from storefront.demo.piece import COFFEE_VAT, Piece

HOUSE: dict[str, Piece] = {
    "taza-de-barro": Piece(
        "barro",
        "Taller El Horno, Ráquira",
        "Torneada a mano con barro de Ráquira y quemada dos veces. Cabe un café largo y no se "
        "calienta por fuera. El esmalte corre distinto en cada hornada: la tuya será parecida "
        "a la del dibujo, no idéntica. Va al microondas y al lavaplatos.",
        (
            ("TAZ-280-CRE", "Crema", 42_000, 140),
            ("TAZ-280-VER", "Verde", 42_000, 120),
            ("TAZ-280-AZU", "Azul", 42_000, 0),
            ("TAZ-180-CRE", "Crema pequeña", 36_000, 90),
        ),
    ),
    "cafe-de-narino": Piece(
        "cocina",
        "Familia Botina, La Unión, Nariño",
        "Castillo y Caturra de una sola finca, a 1.850 metros. Lavado, secado al sol y tostado "
        "cada jueves: sabe a panela y mandarina. La fecha de tueste va en la bolsa.",
        (
            ("CAF-340-GRA", "En grano, 340 g", 38_000, 150),
            ("CAF-340-MOL", "Molido, 340 g", 38_000, 150),
            ("CAF-1000-GRA", "En grano, 1 kg", 92_000, 80),
        ),
        vat_percent=COFFEE_VAT,
    ),
    "jarra-de-barro": Piece(
        "barro",
        "Taller El Horno, Ráquira",
        "Para jugo, agua o flores. El pico se moldea con el dedo y el zigzag se raya antes de "
        "la segunda quema. Lávala a mano.",
        (("JAR-1200", "", 68_000, 90),),
    ),
    "delantal-de-lino": Piece(
        "cocina",
        "Taller Puntada Larga, Medellín",
        "Lino lavado, que no hay que planchar, con un bolsillo partido en dos y tiras que dan la "
        "vuelta y se amarran adelante. Se lava en la máquina con agua fría.",
        (
            ("DEL-VER", "Verde", 78_000, 90),
            ("DEL-CRU", "Crudo", 78_000, 90),
        ),
    ),
    "cojin-de-telar": Piece(
        "hogar",
        "Telar de Nobsa, Boyacá",
        "Rombos tejidos en lana, revés de algodón y un pompón en cada esquina. La funda sale por "
        "una cremallera escondida para lavarla a mano.",
        (
            ("COJ-45-VER", "Verde, 45 cm", 72_000, 100),
            ("COJ-45-OCR", "Ocre, 45 cm", 72_000, 100),
            ("COJ-60-VER", "Verde, 60 cm", 98_000, 80),
        ),
    ),
    "cucharas-de-palo": Piece(
        "cocina",
        "Taller La Viruta, Salento",
        "Dos cucharas de naranjo y una paleta de granadillo, talladas a mano y curadas con aceite "
        "de linaza. Vienen en su tarro de barro. No las dejes en remojo.",
        (("CUC-3", "", 58_000, 120),),
    ),
    "tambor-alegre": Piece(
        "hogar",
        "Tamboreros de San Basilio de Palenque",
        "El que repica en la cumbia y el bullerengue. Madera de banco, parche de cuero de chivo y "
        "cuñas para templarlo: al golpear una cuña, sube el tono. Mide 60 cm de alto.",
        (("TAM-28", "", 260_000, 80),),
    ),
    "vela-de-abejas": Piece(
        "hogar",
        "Apiario La Ladera, Santander",
        "Cera de abejas pura con mecha de algodón, sobre un platillo de barro. Dura 35 horas y "
        "huele a miel sin perfume añadido.",
        (
            ("VEL-35", "35 horas", 34_000, 160),
            ("VEL-60", "60 horas", 52_000, 100),
        ),
    ),
    "matera-de-barro": Piece(
        "barro",
        "Taller El Horno, Ráquira",
        "Barro sin esmaltar, que deja respirar la raíz, con hueco para el agua y su plato. Los "
        "puntos se pintan con engobe blanco. La planta del dibujo no viene.",
        (
            ("MAT-18", "Mediana, 18 cm", 48_000, 110),
            ("MAT-26", "Grande, 26 cm", 76_000, 80),
        ),
    ),
    "tabla-de-picar": Piece(
        "cocina",
        "Taller La Viruta, Salento",
        "Listones de cedro y granadillo pegados a canto, con un hueco para colgarla. Viene curada "
        "con aceite mineral; repítelo cada dos meses. El cuchillo del dibujo no viene.",
        (
            ("TAB-38", "Grande, 38 cm", 84_000, 90),
            ("TAB-28", "Pequeña, 28 cm", 62_000, 90),
        ),
    ),
}
