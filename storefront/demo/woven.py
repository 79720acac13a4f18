"""What the demo sells of wool, cotton, palm and fique."""

from __future__ import annotations

from storefront.demo.piece import Piece

WOVEN: dict[str, Piece] = {
    "sombrero-vueltiao": Piece(
        "palma",
        "Resguardo Zenú, Tuchín",
        "Caña flecha trenzada a mano en 19 vueltas: se dobla, se guarda y vuelve a su forma. "
        "El negro se tiñe con barro.",
        (
            ("SOM-19-M", "Talla M", 196_000, 80),
            ("SOM-19-L", "Talla L", 196_000, 80),
        ),
    ),
    "mochila-arhuaca": Piece(
        "textiles",
        "Tejedoras de Nabusímake, Sierra Nevada",
        "Una tejedora la hace en unas tres semanas, en espiral y sin costuras, con lana de "
        "ovejo de su color natural. La correa da la vuelta al hombro.",
        (
            ("MOC-30", "Mediana, 30 cm", 240_000, 90),
            ("MOC-20", "Pequeña, 20 cm", 165_000, 85),
        ),
    ),
    "hamaca-de-san-jacinto": Piece(
        "textiles",
        "Telares de San Jacinto, Bolívar",
        "Algodón torcido en telar vertical, de 4,20 m con cuerdas y flecos. Caben dos personas "
        "y aguanta 180 kilos.",
        (("HAM-420", "", 258_000, 80),),
    ),
    "canasto-werregue": Piece(
        "palma",
        "Artesanas Wounaan, río San Juan",
        "Fibra de palma de werregue cosida en rollo, tan apretada que guarda hasta el grano "
        "fino. El color sale de semillas y hojas.",
        (("CAN-28", "", 96_000, 90),),
    ),
    "ruana-de-lana": Piece(
        "textiles",
        "Telar de Nobsa, Boyacá",
        "Lana virgen hilada y tejida en telar de pedal. Abriga sin pesar y rechaza la llovizna. "
        "Lávala en frío y sécala a la sombra.",
        (
            ("RUA-AZU", "Azul niebla", 185_000, 80),
            ("RUA-GRI", "Gris páramo", 185_000, 80),
        ),
    ),
    "alpargatas-de-fique": Piece(
        "palma",
        "Fiqueros de Curití, Santander",
        "Suela de fique trenzada y cosida a mano, capellada de algodón tejido. Ceden un poco con "
        "el uso: si dudas entre dos tallas, pide la menor.",
        (
            ("ALP-BAR-37", "Barro, talla 37", 69_000, 80),
            ("ALP-BAR-39", "Barro, talla 39", 69_000, 80),
            ("ALP-BAR-41", "Barro, talla 41", 69_000, 80),
            ("ALP-ANI-37", "Añil, talla 37", 69_000, 80),
            ("ALP-ANI-39", "Añil, talla 39", 69_000, 0),
        ),
    ),
}
