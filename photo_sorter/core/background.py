"""A bank of everyday things: what a photo looks like before anybody asks for a category.

A photo's cosines with these words give it a mean and a spread of its own; a category counts by how far it stands out
from them. Raw cosines differ between models and between photos (open_clip issue 193; README, "Scores"), standard
scores hardly do. Negative labels of this kind: NegLabel, arXiv 2403.20078. The words are spread over what people
photograph; that some of them are also somebody's category does no harm, because mean and spread hardly notice one word.
"""

BACKGROUND_WORDS = (
    "person", "child", "crowd", "portrait", "hand", "wedding", "party", "concert", "dog", "cat", "horse", "bird",
    "fish", "insect", "cow", "elephant", "snake", "butterfly", "flower", "tree", "leaf", "grass", "mushroom", "fruit",
    "vegetable", "bread", "cake", "pizza", "soup", "coffee", "bottle", "glass", "plate", "kitchen", "bedroom",
    "bathroom", "office", "living room", "chair", "table", "sofa", "bed", "lamp", "window", "door", "stairs", "wall",
    "floor", "house", "church", "tower", "bridge", "street", "city", "shop", "restaurant", "stadium", "garden",
    "park", "forest", "mountain", "beach", "sea", "lake", "river", "waterfall", "desert", "snow", "sky", "cloud",
    "sunset", "night", "rain", "fire", "rock", "cave", "road", "car", "bus", "truck", "train", "bicycle",
    "motorcycle", "boat", "airplane", "tractor", "traffic sign", "phone", "computer", "keyboard", "television",
    "camera", "clock", "book", "newspaper", "letter", "map", "receipt", "screenshot", "text", "diagram", "drawing",
    "painting", "sculpture", "poster", "logo", "toy", "ball", "guitar", "piano", "shoe", "hat", "dress", "bag",
    "jewellery", "tool", "machine", "box", "money", "football", "swimming", "dancing", "texture", "pattern",
)  # fmt: skip
